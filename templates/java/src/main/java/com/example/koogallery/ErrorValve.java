package com.example.koogallery;

import java.io.IOException;
import java.io.Writer;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** Gives a result code to requests that Tomcat itself refuses, such as those with an invalid path. */
public final class ErrorValve extends ErrorReportValve {
    @Override
    protected void report(org.apache.catalina.connector.Request request, Response response, Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        response.setStatus(200);
        response.setContentType("application/json;charset=UTF-8");
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write("{\"resultCode\":\"000002\",\"resultMsg\":\"Invalid request parameter.\"}");
                response.finishResponse();
            }
        } catch (IOException e) {
            // The client has left.
        }
    }
}
