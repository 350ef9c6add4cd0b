/** What gateway and probe agent say to each other, and how it is written: one JSON document a line. */
@NullMarked
package dev.sightline.probe.agent.message;

import org.jspecify.annotations.NullMarked;
