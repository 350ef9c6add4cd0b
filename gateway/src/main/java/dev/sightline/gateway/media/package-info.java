/** The media server behind one interface; the only package that knows Kurento. */
@NullMarked
package dev.sightline.gateway.media;

import org.jspecify.annotations.NullMarked;
