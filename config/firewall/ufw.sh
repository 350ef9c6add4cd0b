#!/bin/sh
# What may come in to this host; everything else is dropped. As bin/sightline firewall plan prints it.
# It adds to the rules that ufw has already; see them with: ufw status numbered
# Where nothing comes by another link than answers leave by, this keeps out forged sources of other networks: sysctl net.ipv4.conf.all.rp_filter=1
# Cameras may come from all private addresses; name their network in cameras.networks, or with --camera-network.
# media.relay.mediaPorts is absent, so all free ports are opened to cameras; set it, as 20000-20999.
# media.relay.webRtcPort is 0, so all free UDP ports are opened to viewers; set it, as 20001.
set -e
ufw default deny incoming
ufw default allow outgoing
ufw allow proto tcp from any to any port 22 comment 'SSH'
ufw allow proto tcp from 10.0.0.0/8 to any port 80 comment 'cameras: configuration'
ufw allow proto tcp from 172.16.0.0/12 to any port 80 comment 'cameras: configuration'
ufw allow proto tcp from 192.168.0.0/16 to any port 80 comment 'cameras: configuration'
ufw allow proto tcp from fc00::/7 to any port 80 comment 'cameras: configuration'
ufw allow proto tcp from any to any port 5000 comment 'page'
ufw allow proto tcp from any to any port 8765 comment 'viewers: signaling'
ufw allow proto udp from 10.0.0.0/8 to any port 32768:60999 comment 'cameras: RTP and RTCP'
ufw allow proto udp from 172.16.0.0/12 to any port 32768:60999 comment 'cameras: RTP and RTCP'
ufw allow proto udp from 192.168.0.0/16 to any port 32768:60999 comment 'cameras: RTP and RTCP'
ufw allow proto udp from fc00::/7 to any port 32768:60999 comment 'cameras: RTP and RTCP'
ufw allow proto udp from any to any port 32768:60999 comment 'viewers: media'
ufw --force enable
