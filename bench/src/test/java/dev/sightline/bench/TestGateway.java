package dev.sightline.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The camera side of a gateway, just large enough for a camera: it answers as it is told and remembers requests. */
final class TestGateway implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger sessions = new AtomicInteger();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    /** What the next request of a method gets instead of the usual response; commands are polled undisturbed. */
    final ConcurrentLinkedDeque<Failure> failures = new ConcurrentLinkedDeque<>();

    volatile String answer = "";

    record Request(String method, String path, String contentType, String authorization, String body) {}

    record Failure(String method, int status, String body) {}

    TestGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI config() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cameras/cam/config");
    }

    long count(String method, String path) {
        return requests.stream()
                .filter(request -> request.method.equals(method) && request.path.endsWith(path))
                .count();
    }

    String body(String method, int index) {
        return requests.stream()
                .filter(request -> request.method.equals(method))
                .toList()
                .get(index)
                .body();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(
                    method, path, header(exchange, "Content-Type"), header(exchange, "Authorization"), body));
            Failure failure = failures.peek();
            if (failure != null && failure.method.equals(method) && !path.endsWith("commands")) {
                failures.remove();
                respond(exchange, failure.status, failure.body);
            } else {
                usual(exchange, method, path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private void usual(HttpExchange exchange, String method, String path) throws IOException, InterruptedException {
        if (path.endsWith("/config")) {
            respond(exchange, 200, """
                    {"session":"/cameras/cam/session","commands":"%s","keepaliveSeconds":0.5,"feedbackTimeoutSeconds":10,
                     "timeServer":"","mediaAddress":"127.0.0.1"}""".formatted(config().resolve("commands")));
        } else if (path.endsWith("/commands")) {
            String command = commands.poll(30, TimeUnit.SECONDS);
            respond(exchange, command == null ? 204 : 200, command == null ? "" : command);
        } else if (method.equals("POST")) {
            exchange.getResponseHeaders().add("Location", "/cameras/cam/session/" + sessions.incrementAndGet());
            respond(exchange, 201, answer);
        } else {
            respond(exchange, 204, "");
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
