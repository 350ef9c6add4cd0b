package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Operations of one class of objects, found as Kurento finds them: by name and number of arguments. */
final class OperationTable<T extends MediaObject> {
    private record Signature(String name, int arguments) {}

    /** One operation. */
    interface Operation<T extends MediaObject> {
        /** @throws RpcException for arguments that it cannot take */
        CompletionStage<? extends JsonNode> perform(T target, Arguments arguments);
    }

    private final Map<Signature, Operation<T>> operations = new HashMap<>();

    OperationTable<T> with(String name, int arguments, Operation<T> operation) {
        return with(name, arguments, arguments, operation);
    }

    /** For an operation whose last arguments are optional. */
    OperationTable<T> with(String name, int fewest, int most, Operation<T> operation) {
        for (int arguments = fewest; arguments <= most; arguments++) {
            operations.put(new Signature(name, arguments), operation);
        }
        return this;
    }

    Optional<Operation<T>> find(String name, int arguments) {
        return Optional.ofNullable(operations.get(new Signature(name, arguments)));
    }
}
