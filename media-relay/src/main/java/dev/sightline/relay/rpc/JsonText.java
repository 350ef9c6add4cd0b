package dev.sightline.relay.rpc;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** JSON as it is on the wire: hostile input is bounded in every direction, output has its keys sorted like Kurento's. */
final class JsonText {
    /** Kurento's own messages nest seven levels deep. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 64;
    private static final int MAX_TOKENS = 20_000;

    private final JsonMapper mapper;

    /** @param maxBytes longest document */
    JsonText(int maxBytes) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxDocumentLength(maxBytes)
                .maxStringLength(maxBytes)
                .maxNestingDepth(MAX_DEPTH)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_NUMBER)
                .maxTokenCount(MAX_TOKENS)
                .build();
        mapper = JsonMapper.builder(new JsonFactoryBuilder()
                        .streamReadConstraints(constraints)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                .build();
    }

    /**
     * Reads one document. Ownership of {@code text} stays with the caller.
     *
     * @throws RpcException {@link ErrorCode#PARSE_ERROR} when it is not exactly one document within the bounds
     */
    JsonNode read(ByteBuf text) {
        try (InputStream in = new ByteBufInputStream(text.slice())) {
            JsonNode document = mapper.readTree(in);
            if (document == null || document.isMissingNode()) {
                throw new RpcException(ErrorCode.PARSE_ERROR, "Parse error.");
            }
            return document;
        } catch (IOException e) {
            throw new RpcException(ErrorCode.PARSE_ERROR, "Parse error.");
        }
    }

    String write(JsonNode document) {
        try {
            return mapper.writeValueAsString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a tree in memory always has a text
        }
    }
}
