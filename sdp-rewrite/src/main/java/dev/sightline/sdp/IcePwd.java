package dev.sightline.sdp;

/** The password of an ICE session: {@code a=ice-pwd:…}, 22 to 256 characters (RFC 8839, section 5.4). */
public record IcePwd(String pwd) implements SdpValue {
    static IcePwd read(ValueReader in) throws MalformedLine {
        return new IcePwd(in.iceCharacters(22));
    }

    @Override
    public String toLine() {
        return "a=ice-pwd:" + pwd;
    }

    /** Without the password: whoever logs a description's views should not give it away. */
    @Override
    public String toString() {
        return "IcePwd[" + pwd.length() + " characters]";
    }
}
