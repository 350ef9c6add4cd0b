package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a peer's owner is told. */
final class RecordingListener implements Peer.Listener {
    final List<IceState> states = new CopyOnWriteArrayList<>();
    final List<IceCandidate> selected = new CopyOnWriteArrayList<>();
    final List<byte[]> packets = new CopyOnWriteArrayList<>();
    final List<EventLoop> moves = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();
    final List<String> wrongThread = new CopyOnWriteArrayList<>();
    volatile boolean connected;
    volatile EventLoop loop; // where it was last

    RecordingListener(EventLoop any) {
        this.loop = any;
    }

    @Override
    public void iceStateChanged(IceState state) {
        states.add(state);
    }

    @Override
    public void pairSelected(IceCandidate local, IceCandidate remote) {
        selected.add(remote);
    }

    @Override
    public void connected() {
        connected = true;
    }

    @Override
    public void received(ByteBuf packet) {
        packets.add(ByteBufUtil.getBytes(packet));
    }

    @Override
    public void moved(EventLoop newLoop) {
        if (!newLoop.inEventLoop()) {
            wrongThread.add(Thread.currentThread().getName());
        }
        loop = newLoop;
        moves.add(newLoop);
    }

    @Override
    public void closed(String reason) {
        ends.add(reason);
    }
}
