package dev.sightline.gateway.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** One file of the page, read once from the class path and kept. */
final class PageFile {
    private static final int TAG_BYTES = 12;

    private final String contentType;
    private final byte[] content;
    private final String entityTag;

    private PageFile(String contentType, byte[] content, String entityTag) {
        this.contentType = contentType;
        this.content = content;
        this.entityTag = entityTag;
    }

    /** @throws IllegalStateException when the file is not packed with the gateway */
    static PageFile load(String name, String contentType) {
        String resource = "/dashboard/" + name;
        try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the class path; build the gateway anew");
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            String tag = HexFormat.of().formatHex(hash, 0, TAG_BYTES);
            return new PageFile(contentType, content, '"' + tag + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256; this one does not", e);
        }
    }

    String contentType() {
        return contentType;
    }

    /** Shared: to be read only. */
    byte[] content() {
        return content;
    }

    /** Strong, of the content (RFC 9110, section 8.8.3). */
    String entityTag() {
        return entityTag;
    }

    /** Whether what a browser has ({@code If-None-Match}, a list of tags or {@code *}) is still this. */
    boolean isKnownBy(String ifNoneMatch) {
        return Arrays.stream(ifNoneMatch.split(","))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag));
    }
}
