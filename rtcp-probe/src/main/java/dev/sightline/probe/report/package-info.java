/** Reports for people and programs. */
@NullMarked
package dev.sightline.probe.report;

import org.jspecify.annotations.NullMarked;
