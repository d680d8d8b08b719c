package com.example.koogallery;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** Takes calls from a server, in bounded memory however many arrive at once. Thread-safe. */
final class Intake {
    /** Of all long bodies that are being received or handled, in bytes. */
    static final int ROOM = 64 * 1024 * 1024;
    /** Up to here a body needs no room: there are no more of them than connections. */
    private static final int SHORT_BODY = 64 * 1024;
    private static final int PIECE = 8 * 1024;
    /** Only complete calls. SQLite writes for one at a time, the others may be querying their orders. */
    private static final int CALLS_AT_WORK = 32;

    private final Callbacks callbacks;
    private final Semaphore room;
    private final Semaphore work = new Semaphore(CALLS_AT_WORK);

    Intake(Callbacks callbacks) {
        this(callbacks, ROOM);
    }

    /** @param room in bytes */
    Intake(Callbacks callbacks, int room) {
        this.callbacks = callbacks;
        this.room = new Semaphore(room);
    }

    /**
     * Receives a body and answers its call. A slow sender keeps only its own thread.
     *
     * @throws IOException if the body does not arrive
     */
    Reply take(String method, String path, String query, UnaryOperator<String> headers, InputStream body)
            throws IOException {
        try (Place place = new Place()) {
            byte[] received = receive(body, Callbacks.maxBody(path), place);
            work.acquireUninterruptibly();
            try {
                return callbacks.handle(new Request(method, path, query, headers, received));
            } finally {
                work.release();
            }
        }
    }

    /** A byte more than is allowed, if there are so many; {@code null} if there is no room for the body. */
    private byte[] receive(InputStream body, int allowed, Place place) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        int length = 0;
        byte[] piece;
        do {
            // Nothing is allocated for a length that is only announced.
            piece = body.readNBytes(Math.min(PIECE, allowed + 1 - length));
            pieces.add(piece);
            length += piece.length;
            if (length > SHORT_BODY && !place.grow(length)) {
                place.close();
                return null;
            }
        } while (piece.length == PIECE);
        return join(pieces, length);
    }

    private static byte[] join(List<byte[]> pieces, int length) {
        byte[] whole = new byte[length];
        int position = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, position, piece.length);
            position += piece.length;
        }
        return whole;
    }

    /** What one body occupies of the room. */
    private final class Place implements AutoCloseable {
        private int size;

        /** Returns whether there was room for so many bytes. */
        boolean grow(int needed) {
            if (!room.tryAcquire(needed - size)) {
                return false;
            }
            size = needed;
            return true;
        }

        @Override
        public void close() {
            room.release(size);
            size = 0;
        }
    }
}
