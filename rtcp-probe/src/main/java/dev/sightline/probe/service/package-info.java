/** What a process tells systemd, where systemd started it. */
@NullMarked
package dev.sightline.probe.service;

import org.jspecify.annotations.NullMarked;
