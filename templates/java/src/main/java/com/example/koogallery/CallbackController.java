package com.example.koogallery;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.request.ServletWebRequest;

/** Passes the bytes of each call to the callbacks, and their reply back unchanged, because both are signed. */
@Controller
public class CallbackController {
    private final Intake intake;

    public CallbackController(Callbacks callbacks) {
        intake = new Intake(callbacks);
    }

    /**
     * Reads and writes itself: Spring would decode the body of a form, read more than is allowed, and refuse a header
     * {@code Accept} that it does not understand when the call has already been handled.
     */
    @RequestMapping(path = "/**", method = {
        RequestMethod.GET, RequestMethod.HEAD, RequestMethod.POST, RequestMethod.PUT,
        RequestMethod.PATCH, RequestMethod.DELETE, RequestMethod.OPTIONS
    })
    public void handle(ServletWebRequest exchange, OutputStream out) throws IOException {
        // Up to Spring 5 they are from javax.servlet, later from jakarta.servlet.
        var request = exchange.getRequest();
        var response = exchange.getResponse();
        Reply reply = intake.take(
                request.getMethod(),
                request.getRequestURI(),
                request.getQueryString(),
                request::getHeader,
                request.getInputStream());
        reply.headers().forEach(response::setHeader);
        response.setContentLength(reply.body().length);
        out.write(reply.body());
    }
}
