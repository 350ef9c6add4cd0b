/** Many cameras' packets on one link, without signaling: a load for what captures there. */
@NullMarked
package dev.sightline.bench.wire;

import org.jspecify.annotations.NullMarked;
