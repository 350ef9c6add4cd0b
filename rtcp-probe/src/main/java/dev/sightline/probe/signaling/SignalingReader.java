package dev.sightline.probe.signaling;

import dev.sightline.probe.packet.TcpSegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;

/** One direction of a connection, read as HTTP/1.1 and, once that is upgraded, as WebSocket (RFC 6455, section 5.2). */
final class SignalingReader implements TcpStream.Reader {
    private static final int MAX_HEAD = 32 * 1024;
    private static final int MAX_MESSAGE = 256 * 1024;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;

    private final Connection connection;
    private final Harvest harvest;
    private final Octets unread = new Octets();
    private final StringBuilder message = new StringBuilder();
    private Optional<HttpHead> head = Optional.empty();
    private final StringBuilder body = new StringBuilder();
    private boolean webSocket;
    private int searched;

    SignalingReader(Connection connection, Harvest harvest) {
        this.connection = connection;
        this.harvest = harvest;
    }

    @Override
    public int held() {
        return unread.capacity() + message.capacity() + body.capacity();
    }

    @Override
    public void interrupted() {
        unread.clear();
        searched = 0;
        empty(message);
        empty(body);
        head = Optional.empty();
    }

    @Override
    public void octets(byte[] octets, int from, TcpSegment last) {
        unread.add(octets, from);
        BiConsumer<String, String> found = (what, sdp) -> harvest.add(new FoundDescription(
                Optional.of(last.at()), named(last.source()), named(last.destination()), what, sdp));
        int used = 1;
        while (used > 0 && unread.size() > 0) {
            used = head.isPresent() ? body(head.get(), found) : webSocket && !isHttp() ? frame(found) : head(found);
            if (used < 0 || unread.size() - Math.max(0, used) > MAX_MESSAGE) {
                interrupted(); // nothing of what is known here, or longer than any signaling: wait for a beginning
                return;
            }
            unread.drop(used);
            searched = used > 0 ? 0 : searched;
        }
    }

    private static void empty(StringBuilder text) {
        text.setLength(0);
        text.trimToSize();
    }

    private boolean isHttp() {
        int end = unread.indexOf("\r\n", 0, 2100);
        return end > 0 && HttpHead.isOne(unread.text(0, end));
    }

    /** How many octets a head takes; 0 when it is not complete; -1 when this is none. */
    private int head(BiConsumer<String, String> found) {
        if (unread.at(0) == 0x16 && (unread.size() < 2 || unread.at(1) == 3)) {
            harvest.note("a connection is encrypted (TLS), and nothing in it can be read; capture where signaling is"
                    + " plain, or let the server write its messages down");
            return -1;
        }
        int end = unread.indexOf("\r\n\r\n", searched, MAX_HEAD);
        searched = Math.max(0, unread.size() - 3);
        if (end < 0) {
            boolean may = unread.size() < MAX_HEAD && (unread.at(0) >= 'A' && unread.at(0) <= 'Z');
            return may ? 0 : frame(found);
        }
        String text = unread.text(0, end);
        if (!HttpHead.isOne(text)) {
            return frame(found);
        }
        HttpHead parsed = HttpHead.parse(text);
        webSocket = parsed.isUpgrade();
        connection.began(parsed);
        boolean hasBody = parsed.isChunked() || parsed.length() > 0;
        head = hasBody && !webSocket ? Optional.of(parsed) : Optional.empty();
        return end + 4;
    }

    private int body(HttpHead of, BiConsumer<String, String> found) {
        if (of.isChunked()) {
            return chunk(of, found);
        }
        if (of.length() > MAX_MESSAGE) {
            return -1;
        }
        if (unread.size() < of.length()) {
            return 0;
        }
        body.append(unread.text(0, of.length()));
        return complete(of, of.length(), found);
    }

    /** RFC 9112, section 7.1. */
    private int chunk(HttpHead of, BiConsumer<String, String> found) {
        int end = unread.indexOf("\r\n", 0, 100);
        if (end < 0) {
            return unread.size() < 100 ? 0 : -1;
        }
        String size = unread.text(0, end).split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,5}")) {
            return -1;
        }
        int length = Integer.parseInt(size, 16);
        if (unread.size() < end + 2 + length + 2) {
            return 0;
        }
        body.append(unread.text(end + 2, end + 2 + length));
        int used = end + 2 + length + 2;
        return length == 0 ? complete(of, used, found) : body.length() > MAX_MESSAGE ? -1 : used;
    }

    private int complete(HttpHead of, int used, BiConsumer<String, String> found) {
        String text = body.toString();
        String name = connection.name(of);
        if (JsonMessages.isDescription(text)) {
            found.accept(name, text);
        } else if (text.startsWith("{") || text.startsWith("[")) {
            String json = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            connection.messages().read(json, (what, sdp) -> found.accept(name, sdp));
        }
        empty(body);
        head = Optional.empty();
        return used;
    }

    private int frame(BiConsumer<String, String> found) {
        if (unread.size() < 2) {
            return 0;
        }
        int first = unread.at(0);
        int opcode = first & 0x0f;
        boolean compressed = (first & 0x40) != 0;
        if ((first & 0x30) != 0 || (compressed && !webSocket) || (opcode > 2 && opcode < 8) || opcode > 10) {
            return -1;
        }
        boolean masked = (unread.at(1) & 0x80) != 0;
        int coded = unread.at(1) & 0x7f;
        int extended = coded == 127 ? 8 : coded == 126 ? 2 : 0;
        int start = 2 + extended + (masked ? 4 : 0);
        if (unread.size() < start) {
            return 0;
        }
        long length = coded;
        for (int i = 0; i < extended; i++) {
            length = (i == 0 ? 0 : length << 8) | unread.at(2 + i);
        }
        if (length < 0 || length > MAX_MESSAGE) {
            return -1;
        }
        if (unread.size() < start + length) {
            return 0;
        }
        byte[] payload = unread.copy(start, (int) (start + length));
        for (int i = 0; masked && i < payload.length; i++) {
            payload[i] ^= (byte) unread.at(start - 4 + (i & 3));
        }
        return payload(first, opcode, payload, found) ? (int) (start + length) : -1;
    }

    private boolean payload(int first, int opcode, byte[] payload, BiConsumer<String, String> found) {
        if ((first & 0x40) != 0) {
            harvest.note(
                    "WebSocket messages are compressed (permessage-deflate) and were not read; record with a client"
                            + " that does not offer it");
            return true;
        }
        if (opcode == TEXT || opcode == CONTINUATION) {
            if (message.length() + payload.length > MAX_MESSAGE) {
                return false;
            }
            message.append(new String(payload, StandardCharsets.ISO_8859_1));
            if ((first & 0x80) != 0) {
                String text =
                        new String(message.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                empty(message);
                connection.messages().read(text, found);
            }
        }
        return true;
    }

    private static String named(InetSocketAddress socket) {
        String address = socket.getAddress().getHostAddress();
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + socket.getPort();
    }
}
