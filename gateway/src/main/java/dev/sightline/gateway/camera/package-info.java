/** The cameras' side: their HTTP contract, and who may say which address. */
@NullMarked
package dev.sightline.gateway.camera;

import org.jspecify.annotations.NullMarked;
