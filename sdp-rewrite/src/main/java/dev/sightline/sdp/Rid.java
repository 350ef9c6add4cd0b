package dev.sightline.sdp;

/**
 * One restricted RTP stream, mostly of a simulcast: {@code a=rid:id send|recv [restrictions]} (RFC 8851, section 4).
 *
 * @param sending seen from whoever wrote the description
 * @param restrictions as written: {@code pt=96;max-width=640}
 */
public record Rid(String id, boolean sending, String restrictions) implements SdpValue {
    static Rid read(ValueReader in) throws MalformedLine {
        String id = in.word("a name was expected, as in a=rid:hi send");
        int column = in.column();
        String expected = "send or recv was expected, as in a=rid:hi send";
        String direction = in.word(expected);
        if (!direction.equals("send") && !direction.equals("recv")) {
            throw new MalformedLine(column, expected);
        }
        return new Rid(id, direction.equals("send"), in.rest());
    }

    @Override
    public String toLine() {
        return "a=rid:" + id + (sending ? " send" : " recv") + (restrictions.isEmpty() ? "" : " " + restrictions);
    }
}
