package dev.sightline.gateway;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import reactor.netty.resources.LoopResources;

/**
 * The same loops for a listener on {@code 0.0.0.0}. What listens there by Java's usual sockets listens on all IPv6 addresses
 * too, and past a firewall that was written for IPv4. Disposed of with the loops themselves.
 */
record Ipv4Loops(LoopResources loops) implements LoopResources {
    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        boolean listens = type == ServerSocketChannel.class
                && loops.onChannelClass(type, group) == EpollServerSocketChannel.class;
        return listens
                ? type.cast(new EpollServerSocketChannel(SocketProtocolFamily.INET))
                : loops.onChannel(type, group);
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return loops.onChannelClass(type, group);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(useNative);
    }

    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return loops.onServerSelect(useNative);
    }
}
