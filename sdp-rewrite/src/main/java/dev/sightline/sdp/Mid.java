package dev.sightline.sdp;

/** The name of a section: {@code a=mid:0} (RFC 5888, section 4). */
public record Mid(String id) implements SdpValue {
    static Mid read(ValueReader in) throws MalformedLine {
        Mid mid = new Mid(in.token("a name without spaces was expected, as in a=mid:0"));
        in.finish("nothing more was expected after the name");
        return mid;
    }

    @Override
    public String toLine() {
        return "a=mid:" + id;
    }
}
