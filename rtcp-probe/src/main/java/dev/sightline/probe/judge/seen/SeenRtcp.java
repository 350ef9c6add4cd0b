package dev.sightline.probe.judge.seen;

import java.util.Collection;

/**
 * RTCP that was seen, to be looked through at one instant.
 *
 * @param tallies all but what went by ports that are not watched
 * @param unwatched what went by those
 * @param unread what looked like RTCP and could not be read
 */
public record SeenRtcp(Collection<RtcpTally> tallies, Collection<RtcpTally> unwatched, UnreadRtcp unread) {}
