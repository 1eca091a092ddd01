package dev.turnpike.gateway;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Epoll where the native library loads, Java's selector elsewhere. Stateless. */
public enum Transport {
    /** Linux epoll. */
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
    /** Java's selector. */
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    private final Class<? extends ServerSocketChannel> serverChannel;
    private final Class<? extends SocketChannel> channel;

    Transport(Class<? extends ServerSocketChannel> serverChannel, Class<? extends SocketChannel> channel) {
        this.serverChannel = serverChannel;
        this.channel = channel;
    }

    /** The better transport that works here; {@link #NIO} when {@code wantNative} is false. */
    public static Transport choose(boolean wantNative) {
        return wantNative && Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Event loops with daemon threads called {@code name-1-n}. */
    public EventLoopGroup group(int threads, String name) {
        IoHandlerFactory factory = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), factory);
    }

    /** Class of listening sockets. */
    public Class<? extends ServerSocketChannel> serverChannel() {
        return serverChannel;
    }

    /** Class of connecting sockets. */
    public Class<? extends SocketChannel> channel() {
        return channel;
    }
}
