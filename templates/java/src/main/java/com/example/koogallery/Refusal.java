package com.example.koogallery;

/** Ends a call with a result code; what it changed in the database is rolled back. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String resultCode;

    /** @param reason for the log, without a value of the call */
    Refusal(String resultCode, String reason) {
        super(reason, null, false, false);
        this.resultCode = resultCode;
    }

    String resultCode() {
        return resultCode;
    }
}
