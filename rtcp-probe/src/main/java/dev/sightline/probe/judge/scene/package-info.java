/**
 * All that is known of one stream at one instant, put together so that it can be judged. It may touch what belongs to
 * the stream, and the host's firewall; it concludes nothing.
 */
@NullMarked
package dev.sightline.probe.judge.scene;

import org.jspecify.annotations.NullMarked;
