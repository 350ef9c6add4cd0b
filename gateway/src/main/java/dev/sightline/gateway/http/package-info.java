/** What the gateway's HTTP answers have in common. */
@NullMarked
package dev.sightline.gateway.http;

import org.jspecify.annotations.NullMarked;
