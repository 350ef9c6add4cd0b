/** Who may do what: roles, permissions and the cameras that they hold for. */
@NullMarked
package dev.sightline.gateway.access;

import org.jspecify.annotations.NullMarked;
