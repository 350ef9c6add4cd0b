package dev.sightline.gateway.viewer;

import dev.sightline.gateway.access.door.Visitor;
import dev.sightline.gateway.security.limits.Unfinished;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts what has arrived of a viewer's message, whatever frames and fragments it comes in, before anything keeps it (RFC 6455,
 * section 5.2). It stands before the decoder: that one keeps a frame until it is whole. A stranger's message may be of a size
 * that an offer with a ticket has, and no larger.
 */
final class ArrivingMessage extends ChannelInboundHandlerAdapter {
    private static final int SHORTEST_HEADER = 2;
    private static final int FINAL = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int FIRST_OF_CONTROL = 0x8;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 0x7f;
    private static final int TWO_OCTETS = 126;
    private static final int EIGHT_OCTETS = 127;
    private static final int MASK_OCTETS = 4;

    private final int mostOfStranger;
    private final Visitor visitor;
    private final Unfinished.Part part;
    private @Nullable Consumer<WebSocketCloseStatus> refuse;
    private int first;
    private int headerRead;
    private int headerLength;
    private int lengthOctets;
    private long length;
    private long left;
    private long arrived;
    private boolean tooBig;
    private boolean refused;

    ArrivingMessage(int mostOfStranger, Visitor visitor, Unfinished unfinished) {
        this.mostOfStranger = mostOfStranger;
        this.visitor = visitor;
        this.part = unfinished.part();
    }

    /** @param refuse ends the conversation; without it the connection is closed */
    void whenRefused(Consumer<WebSocketCloseStatus> refuse) {
        this.refuse = refuse;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!refused && message instanceof ByteBuf bytes) {
            objection(bytes).ifPresent(status -> {
                refused = true;
                if (refuse == null) {
                    var unused = ctx.close();
                } else {
                    refuse.accept(status);
                }
            });
        }
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        part.close();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        part.close();
    }

    private Optional<WebSocketCloseStatus> objection(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                long passed = Math.min(left, bytes.writerIndex() - at);
                at += (int) passed;
                payload(passed);
            } else {
                header(bytes.getUnsignedByte(at++));
            }
        }
        if (tooBig) {
            return Optional.of(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        }
        return part.resize(arrived, visitor::isKnown)
                ? Optional.empty()
                : Optional.of(WebSocketCloseStatus.TRY_AGAIN_LATER);
    }

    private void header(int octet) {
        headerRead++;
        if (headerRead == 1) {
            first = octet;
            headerLength = SHORTEST_HEADER;
        } else if (headerRead == SHORTEST_HEADER) {
            int said = octet & SHORT_LENGTH;
            lengthOctets = said == TWO_OCTETS ? Short.BYTES : said == EIGHT_OCTETS ? Long.BYTES : 0;
            length = lengthOctets > 0 ? 0 : said;
            headerLength += lengthOctets + ((octet & MASKED) == 0 ? 0 : MASK_OCTETS);
        } else if (headerRead <= SHORTEST_HEADER + lengthOctets) {
            length = length << Byte.SIZE | octet;
        }
        if (headerRead == headerLength) {
            headerRead = 0;
            frameBegins();
        }
    }

    private void frameBegins() {
        left = length;
        boolean large = length < 0 || arrived + length > mostOfStranger;
        tooBig |= isData() && large && !visitor.isKnown();
        if (left <= 0) {
            frameEnded();
        }
    }

    private void payload(long octets) {
        left -= octets;
        arrived += isData() ? octets : 0;
        if (left == 0) {
            frameEnded();
        }
    }

    private void frameEnded() {
        if (isData() && (first & FINAL) != 0) {
            arrived = 0;
        }
    }

    private boolean isData() {
        return (first & OPCODE) < FIRST_OF_CONTROL;
    }
}
