package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ServerManager.getInfo} answers. Only the factories that exist are listed; that this is no Kurento Media
 * Server but a relay that passes media through unchanged is said by the module {@link #MODULE}.
 */
final class ServerInfo {
    /** The module that a client looks for to know that it talks to this relay. */
    static final String MODULE = "sightline";

    /** The version of Kurento's API that is spoken. */
    private static final String API_VERSION = "7.3.0";

    private static final String BUILD_TIME = "Nov 24 2026 00:00:00";

    private ServerInfo() {}

    static ObjectNode json() {
        ObjectNode info = typed("ServerInfo").put("type", "KMS").put("version", API_VERSION);
        info.putArray("capabilities").add("transactions");
        info.putArray("modules")
                .add(module("core", API_VERSION, List.of(ObjectType.MEDIA_PIPELINE)))
                .add(module("elements", API_VERSION, List.of(ObjectType.RTP_ENDPOINT, ObjectType.WEB_RTC_ENDPOINT)))
                .add(module(MODULE, ownVersion(), List.of()));
        return info;
    }

    private static ObjectNode module(String name, String version, List<ObjectType> types) {
        ObjectNode module =
                typed("ModuleInfo").put("name", name).put("version", version).put("generationTime", BUILD_TIME);
        ArrayNode factories = module.putArray("factories");
        types.forEach(type -> factories.add(type.kurentoName()));
        return module;
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("__module__", "kurento")
                .put("__type__", type);
    }

    /** From the jar's manifest; classes that were not packed have none. */
    private static String ownVersion() {
        return Optional.ofNullable(ServerInfo.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
