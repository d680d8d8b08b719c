package com.example.koogallery;

import java.nio.channels.SocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Reads from a connection for some seconds only, however slowly its bytes arrive: Tomcat itself limits the time between
 * two of them. What has arrived by then is answered, and a running call is not disturbed. There must be one request a
 * connection.
 */
final class TimedEndpoint extends NioEndpoint {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final int seconds;

    TimedEndpoint(int seconds) {
        this.seconds = seconds;
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        timer.schedule(socket::shutdownInput, seconds, TimeUnit.SECONDS);
        return super.setSocketOptions(socket);
    }
}
