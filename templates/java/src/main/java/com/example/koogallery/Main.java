package com.example.koogallery;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Serves the callbacks with Spring MVC in an embedded Tomcat. */
public final class Main {
    private static final Logger ROOT_LOGGER = Logger.getLogger("");
    /** Each may need a thread, as long as its body arrives. */
    private static final int CONNECTIONS = 500;
    private static final int REQUEST_SECONDS = 15;

    private Main() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.readOrExit();
        ROOT_LOGGER.setLevel(Level.WARNING);
        Callbacks callbacks = Settings.orExit(() -> Callbacks.open(settings));
        ExecutorService workers = Executors.newCachedThreadPool();

        Tomcat tomcat = new Tomcat();
        tomcat.setSilent(true);
        Path workFolder = Files.createTempDirectory("koogallery-callbacks");
        tomcat.setBaseDir(workFolder.toString());
        Connector connector = new Connector(new Http11NioProtocol(new TimedEndpoint(REQUEST_SECONDS)));
        connector.setPort(settings.port());
        connector.setProperty("address", settings.host());
        // It listens when it can answer: the first call does not wait for Spring.
        connector.setProperty("bindOnInit", "false");
        // Further ones wait until one of these has ended.
        connector.setProperty("maxConnections", String.valueOf(CONNECTIONS));
        connector.setProperty("acceptCount", String.valueOf(CONNECTIONS));
        // The time of a connection is that of its request.
        connector.setProperty("maxKeepAliveRequests", "1");
        // A query may name 100 instances.
        connector.setProperty("maxHttpHeaderSize", "65536");
        connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        connector.setThrowOnFailure(true);
        connector.getProtocolHandler().setExecutor(workers);
        tomcat.setConnector(connector);
        ((StandardHost) tomcat.getHost()).setErrorReportValveClass(ErrorValve.class.getName());
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "callbacks", new DispatcherServlet(spring(callbacks))).setLoadOnStartup(1);
        context.addServletMappingDecoded("/", "callbacks");
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            System.err.println("cannot listen on " + settings.host() + ":" + settings.port());
            System.exit(2);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(connector, workers, callbacks, workFolder)));
        System.out.println("listening on http://" + settings.host() + ":" + settings.port());
    }

    private static GenericWebApplicationContext spring(Callbacks callbacks) {
        GenericWebApplicationContext context = new GenericWebApplicationContext();
        context.registerBeanDefinition("handlerAdapter", new RootBeanDefinition(RequestMappingHandlerAdapter.class));
        context.registerBeanDefinition("handlerMapping", new RootBeanDefinition(RequestMappingHandlerMapping.class));
        context.getBeanFactory().registerSingleton("callbackController", new CallbackController(callbacks));
        return context;
    }

    /** On SIGTERM: finishes the running calls, then ends with 0, which the JVM itself does not. */
    private static void stop(
            Connector connector, ExecutorService workers, Callbacks callbacks, Path workFolder) {
        connector.pause();
        workers.shutdown();
        try {
            workers.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        callbacks.close();
        delete(workFolder.toFile());
        Runtime.getRuntime().halt(0);
    }

    /** A folder with all that is in it: Tomcat leaves only folders. */
    private static void delete(File folder) {
        File[] children = folder.listFiles();
        for (File child : children == null ? new File[0] : children) {
            delete(child);
        }
        folder.delete();
    }
}
