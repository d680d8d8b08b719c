// koo:if !v1-family
package com.example.koogallery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the callbacks with the JDK alone, without Spring and Tomcat. */
public final class JdkServer {
    private static final int CONNECTIONS = 500;
    private static final int STOP_SECONDS = 20;

    private JdkServer() {}

    public static void main(String[] args) {
        // Each may need a thread, as long as its request arrives; further ones are closed.
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));
        // In seconds, from the first byte of a request to its last. A connection without a request ends, too.
        System.setProperty("sun.net.httpserver.maxReqTime", "15");
        // In seconds, until the next request of a connection.
        System.setProperty("sun.net.httpserver.idleInterval", "5");
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "65536");
        // The rest of a body that is too long is received and dropped, or its sender would not see the reply.
        System.setProperty("sun.net.httpserver.drainAmount", String.valueOf(16 * 1024 * 1024));
        Settings settings = Settings.readOrExit();
        Callbacks callbacks = Settings.orExit(() -> Callbacks.open(settings));
        Intake intake = new Intake(callbacks);
        ExecutorService workers = Executors.newCachedThreadPool();
        HttpServer server = Settings.orExit(() -> listen(settings));
        server.setExecutor(workers);
        server.createContext("/", exchange -> answer(intake, exchange));
        server.start();
        // On SIGTERM: finishes the running calls, then ends with 0, which the JVM itself does not.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop(STOP_SECONDS);
            callbacks.close();
            Runtime.getRuntime().halt(0);
        }));
        System.out.println("listening on http://" + settings.host() + ":" + settings.port());
    }

    private static HttpServer listen(Settings settings) {
        try {
            return HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), CONNECTIONS);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot listen on " + settings.host() + ":" + settings.port());
        }
    }

    private static void answer(Intake intake, HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = intake.take(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders()::getFirst,
                    exchange.getRequestBody());
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(200, reply.body().length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(reply.body());
            }
        }
    }
}
// koo:end
