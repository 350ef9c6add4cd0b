package dev.sightline.sdp;

/** The short name of an ICE session: {@code a=ice-ufrag:QTCB}, 4 to 256 characters (RFC 8839, section 5.4). */
public record IceUfrag(String ufrag) implements SdpValue {
    static IceUfrag read(ValueReader in) throws MalformedLine {
        return new IceUfrag(in.iceCharacters(4));
    }

    @Override
    public String toLine() {
        return "a=ice-ufrag:" + ufrag;
    }
}
