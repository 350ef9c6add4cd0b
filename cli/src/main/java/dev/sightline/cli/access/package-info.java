/** The commands of those who say who may look: users, API tokens and viewers' tickets. */
@NullMarked
package dev.sightline.cli.access;

import org.jspecify.annotations.NullMarked;
