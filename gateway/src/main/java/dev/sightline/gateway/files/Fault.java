package dev.sightline.gateway.files;

import java.util.List;

/**
 * What is wrong with a file, or with a step on the way to it.
 *
 * @param what is wrong
 * @param why it matters
 * @param cure shell commands, in order
 */
public record Fault(FileFacts where, String what, String why, List<String> cure) {
    public Fault {
        cure = List.copyOf(cure);
    }
}
