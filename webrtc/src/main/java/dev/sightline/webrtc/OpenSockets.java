package dev.sightline.webrtc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All sockets of a port: one for each loop and local address, so that an answer leaves by the address that was asked. */
final class OpenSockets {
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int SEND_BUFFER = 2 << 20;
    private static final int DATAGRAMS_AT_ONCE = 16;
    private static final int MAX_PORTS_TRIED = 16;

    private final List<LoopSockets> loops;
    private final List<LocalBase> bases;
    private final List<IceCandidate> candidates;
    private final int port;

    private OpenSockets(List<LoopSockets> loops, List<LocalBase> bases, List<IceCandidate> candidates, int port) {
        this.loops = List.copyOf(loops);
        this.bases = List.copyOf(bases);
        this.candidates = List.copyOf(candidates);
        this.port = port;
    }

    static OpenSockets open(
            WebRtcPort.Config config,
            List<? extends EventLoop> loops,
            Demultiplexer demultiplexer,
            PortCounters counters)
            throws IOException {
        if (loops.isEmpty()) {
            throw new IllegalArgumentException("there is no event loop to open a UDP port on; give at least one");
        }
        boolean epoll =
                loops.stream().allMatch(loop -> loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class));
        Map<InetAddress, InetAddress> bound = bindAddresses(config.addresses());
        for (int tried = 1; ; tried++) {
            List<LoopSockets> opened = new ArrayList<>();
            for (EventLoop loop : epoll ? loops : loops.subList(0, 1)) {
                opened.add(new LoopSockets(loop, demultiplexer, counters, budget(config)));
            }
            try {
                int port = bindAll(config, opened, bound, epoll);
                List<IceCandidate> candidates = candidates(config.addresses(), port);
                return new OpenSockets(opened, bases(bound, config.addresses(), candidates), candidates, port);
            } catch (BindException e) {
                opened.forEach(OpenSockets::close);
                if (config.port() != 0 || tried == MAX_PORTS_TRIED) {
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                opened.forEach(OpenSockets::close);
                throw e;
            }
        }
    }

    /** What to bind (in order), and the announced address it stands for: the wildcard for one that is not of this host. */
    private static Map<InetAddress, InetAddress> bindAddresses(List<InetAddress> announced) throws IOException {
        Map<InetAddress, InetAddress> bound = new LinkedHashMap<>();
        for (InetAddress address : announced) {
            bound.putIfAbsent(isOfThisHost(address) ? address : wildcard(address), address);
        }
        return bound;
    }

    private static boolean isOfThisHost(InetAddress address) throws SocketException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }

    private static InetAddress wildcard(InetAddress like) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[like.getAddress().length]);
    }

    private static int bindAll(
            WebRtcPort.Config config, List<LoopSockets> loops, Map<InetAddress, InetAddress> bound, boolean epoll)
            throws IOException {
        int port = config.port();
        for (LoopSockets loop : loops) {
            boolean first = loop == loops.get(0);
            for (InetAddress address : bound.keySet()) {
                Channel channel = bind(config, loop, new InetSocketAddress(address, port), epoll, !first);
                loop.add(channel);
                port = ((InetSocketAddress) channel.localAddress()).getPort();
                if (first && epoll) {
                    // The first socket was bound alone: no other process has the port. Only from now on it is shared;
                    // a second process that binds alone as well is refused, instead of taking a part of our peers.
                    channel.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
                }
            }
        }
        return port;
    }

    private static Channel bind(
            WebRtcPort.Config config, LoopSockets loop, InetSocketAddress address, boolean epoll, boolean shared)
            throws IOException {
        SocketProtocolFamily family =
                address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        ChannelFactory<DatagramChannel> factory =
                () -> epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.loop())
                .channelFactory(factory)
                .handler(loop.receiver())
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(config.highWaterMark() / 2, config.highWaterMark()));
        if (epoll) {
            bootstrap
                    .option(EpollChannelOption.SO_REUSEPORT, shared)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LoopSockets.MAX_DATAGRAM)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(DATAGRAMS_AT_ONCE * LoopSockets.MAX_DATAGRAM));
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LoopSockets.MAX_DATAGRAM));
        }
        ChannelFuture binding = bootstrap.bind(address).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            BindException failure =
                    new BindException("UDP " + address.getAddress().getHostAddress() + " port "
                            + address.getPort() + " cannot be opened: "
                            + binding.cause().getMessage()
                            + "; end the process that uses it (ss -ulpn shows it), or configure another port");
            failure.initCause(binding.cause());
            throw failure;
        }
        return binding.channel();
    }

    private static List<LocalBase> bases(
            Map<InetAddress, InetAddress> bound, List<InetAddress> announced, List<IceCandidate> candidates) {
        List<InetAddress> distinct = announced.stream().distinct().toList();
        List<LocalBase> bases = new ArrayList<>();
        bound.forEach((address, first) ->
                bases.add(new LocalBase(bases.size(), address, candidates.get(distinct.indexOf(first)))));
        return bases;
    }

    private static List<IceCandidate> candidates(List<InetAddress> announced, int port) {
        List<IceCandidate> candidates = new ArrayList<>();
        announced.stream()
                .distinct()
                .forEach(address -> candidates.add(IceCandidate.host(address, port, candidates.size())));
        return candidates;
    }

    private static StunBudget budget(WebRtcPort.Config config) {
        return new StunBudget(config.stunPerSecond(), new SecureRandom().nextInt(), System.nanoTime());
    }

    List<LoopSockets> loops() {
        return loops;
    }

    List<LocalBase> bases() {
        return bases;
    }

    List<IceCandidate> candidates() {
        return candidates;
    }

    int port() {
        return port;
    }

    /** Waits until each loop has done what it was given before. */
    void awaitLoops() {
        for (LoopSockets sockets : loops) {
            if (!sockets.loop().isShuttingDown()) {
                sockets.loop().submit(sockets::flush).awaitUninterruptibly(1000);
            }
        }
    }

    void close() {
        loops.forEach(OpenSockets::close);
    }

    private static void close(LoopSockets sockets) {
        sockets.channels().forEach(channel -> channel.close().awaitUninterruptibly(1000));
    }
}
