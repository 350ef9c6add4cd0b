package dev.sightline.probe.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.text.Normalizer;

/** Writes in ASCII what the charset of a terminal cannot say: an arrow as "->", never a question mark. */
final class PlainWriter extends FilterWriter {
    private final CharsetEncoder encoder;

    PlainWriter(Writer out, Charset charset) {
        super(out);
        this.encoder = charset.newEncoder();
    }

    @Override
    public void write(int character) throws IOException {
        char value = (char) character;
        if (value < 128 || encoder.canEncode(value) || Character.isSurrogate(value)) {
            out.write(value);
        } else {
            out.write(ascii(value));
        }
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text[i]);
        }
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(text.charAt(i));
        }
    }

    private static String ascii(char character) {
        return switch (character) {
            case '…' -> "...";
            case '→' -> "->";
            case '←' -> "<-";
            case '×' -> "x";
            case '≤' -> "<=";
            case '≥' -> ">=";
            case '–', '—', '−' -> "-";
            case '·', '•' -> "*";
            case '“', '”', '„' -> "\"";
            case '‘', '’' -> "'";
            case 'µ' -> "u";
            case '\u00a0' -> " ";
            default -> {
                String base = Normalizer.normalize(String.valueOf(character), Normalizer.Form.NFD)
                        .replaceAll("\\P{ASCII}", "");
                yield base.isEmpty() ? "?" : base;
            }
        };
    }
}
