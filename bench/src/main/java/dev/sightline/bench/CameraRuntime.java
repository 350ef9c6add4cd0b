package dev.sightline.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What all simulated cameras of a process share: one event loop, one HTTP client, the clip. It exists while there is a
 * camera: each takes it when it starts and gives it back when it has ended.
 */
final class CameraRuntime {
    private static final int HTTP_THREADS = 2;

    private static final Object LOCK = new Object();
    private static @Nullable CameraRuntime shared;
    private static int users;

    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final ExecutorService httpThreads =
            Executors.newFixedThreadPool(HTTP_THREADS, new DefaultThreadFactory("camera-http", true));
    private final HttpClient http;
    private final VideoClip video = VideoClip.load();
    private final AudioClip audio = AudioClip.load();

    private CameraRuntime() {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("camera-media", true), io);
        loop = group.next();
        http = client().build();
    }

    private HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .executor(httpThreads)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5));
    }

    static CameraRuntime acquire() {
        synchronized (LOCK) {
            CameraRuntime runtime = shared;
            if (runtime == null) {
                runtime = new CameraRuntime();
                shared = runtime;
            }
            users++;
            return runtime;
        }
    }

    /** To be called once for each {@link #acquire}. */
    @SuppressWarnings("FutureReturnValueIgnored") // daemon threads: nobody has to wait for their end
    void release() {
        synchronized (LOCK) {
            if (--users > 0) {
                return;
            }
            shared = null;
        }
        httpThreads.shutdown();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    HttpClient http() {
        return http;
    }

    /** For one camera, which has a certificate of its own: connections are not shared with others. */
    HttpClient http(SSLContext tls) {
        return client().sslContext(tls).build();
    }

    VideoClip video() {
        return video;
    }

    AudioClip audio() {
        return audio;
    }

    Class<? extends DatagramChannel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }
}
