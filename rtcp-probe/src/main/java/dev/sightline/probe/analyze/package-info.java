/** Captures made elsewhere become a report: files are merged by time, the sides are found by looking, the judge judges. */
@NullMarked
package dev.sightline.probe.analyze;

import org.jspecify.annotations.NullMarked;
