package com.example.koogallery;

import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Passes the bytes of each call to the callbacks, and their reply back unchanged, because both are signed. */
@Controller
public class CallbackController {
    private final Callbacks callbacks;

    public CallbackController(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    @RequestMapping("/**")
    public ResponseEntity<byte[]> handle(RequestEntity<byte[]> request) {
        byte[] body = request.getBody();
        Reply reply = callbacks.handle(new Request(
                String.valueOf(request.getMethod()),
                request.getUrl().getRawPath(),
                request.getUrl().getRawQuery(),
                request.getHeaders()::getFirst,
                body == null ? new byte[0] : body));
        HttpHeaders headers = new HttpHeaders();
        reply.headers().forEach(headers::set);
        return ResponseEntity.ok().headers(headers).body(reply.body());
    }

    /** Reads no more of a body than decides that it is too long. */
    public static class BodyConverter extends ByteArrayHttpMessageConverter {
        @Override
        public byte[] readInternal(Class<? extends byte[]> type, HttpInputMessage message) throws IOException {
            return message.getBody().readNBytes(Callbacks.MAX_KIT_BODY + 1);
        }
    }
}
