package com.example.koogallery;

import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.request.ServletWebRequest;

/** Passes the bytes of each call to the callbacks, and their reply back unchanged, because both are signed. */
@Controller
public class CallbackController {
    private final Callbacks callbacks;

    public CallbackController(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    /** Reads the body itself: Spring would decode that of a form, and read more than is allowed. */
    @RequestMapping(path = "/**", method = {
        RequestMethod.GET, RequestMethod.HEAD, RequestMethod.POST, RequestMethod.PUT,
        RequestMethod.PATCH, RequestMethod.DELETE, RequestMethod.OPTIONS
    })
    public ResponseEntity<byte[]> handle(ServletWebRequest request) throws IOException {
        // Up to Spring 5 it is from javax.servlet, later from jakarta.servlet.
        var servlet = request.getRequest();
        String path = servlet.getRequestURI();
        Reply reply = callbacks.handle(new Request(
                servlet.getMethod(),
                path,
                servlet.getQueryString(),
                servlet::getHeader,
                servlet.getInputStream().readNBytes(Callbacks.maxBody(path) + 1)));
        HttpHeaders headers = new HttpHeaders();
        reply.headers().forEach(headers::set);
        return ResponseEntity.ok().headers(headers).body(reply.body());
    }
}
