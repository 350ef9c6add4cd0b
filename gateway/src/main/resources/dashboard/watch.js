// One camera in one <video>: the five-message signaling and the peer connection, started again when either is lost.

const RETRY_MILLIS = [1000, 2000, 4000, 8000, 10000];
const DISCONNECTED_PATIENCE_MILLIS = 3000;

export class Watch {
  #cameraId; #video; #onChange;
  #socket = null; #peer = null; #early = []; #tries = 0; #timer = 0; #ended = true; #started = 0; #offered = 0;
  state = 'idle'; // idle, connecting, waiting (answered, no picture yet), playing, retrying, refused
  reason = '';
  answerMillis = null; // from the offer sent to the answer received
  firstFrameMillis = null; // from start() to the first picture shown
  epoch = 0; // counts connections: figures of an earlier one are stale

  /** onChange() is called after every change of state. */
  constructor(cameraId, video, onChange) {
    this.#cameraId = cameraId;
    this.#video = video;
    this.#onChange = onChange;
  }

  start() {
    if (!this.#ended) return;
    this.#ended = false;
    this.#tries = 0;
    this.#begin();
  }

  stop() {
    this.#ended = true;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#say({ type: 'stop' });
    this.#drop();
    this.#become('idle', '');
  }

  /** What the browser knows of the stream, or null before there is one: {framesDecoded, width, height, fps, bytes, packetsLost, jitterMillis, roundTripMillis, codec}. */
  async figures() {
    const peer = this.#peer;
    if (!peer) return null;
    const report = await peer.getStats();
    let video = null, pair = null;
    const codecs = new Map();
    report.forEach((entry) => {
      if (entry.type === 'inbound-rtp' && entry.kind === 'video') video = entry;
      if (entry.type === 'candidate-pair' && entry.nominated) pair = entry;
      if (entry.type === 'codec') codecs.set(entry.id, entry);
    });
    if (!video) return null;
    return {
      framesDecoded: video.framesDecoded ?? 0,
      width: video.frameWidth ?? 0,
      height: video.frameHeight ?? 0,
      fps: video.framesPerSecond ?? 0,
      bytes: video.bytesReceived ?? 0,
      packetsLost: video.packetsLost ?? 0,
      jitterMillis: (video.jitter ?? 0) * 1000,
      roundTripMillis: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
      codec: codecs.get(video.codecId)?.mimeType ?? '',
    };
  }

  #begin() {
    this.#started = performance.now();
    this.epoch++;
    this.answerMillis = this.firstFrameMillis = null;
    this.#become('connecting', '');
    const socket = new WebSocket(`wss://${location.host}/signaling`);
    this.#socket = socket;
    socket.onopen = () => this.#offer(socket).catch((problem) => this.#retry(problem.message));
    socket.onmessage = (event) => this.#hear(socket, JSON.parse(event.data))
      .catch((problem) => { if (socket === this.#socket) this.#retry(problem.message); });
    socket.onclose = () => { if (socket === this.#socket) this.#retry('The gateway closed the connection.'); };
  }

  async #offer(socket) {
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.#peer = peer;
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.addTransceiver('audio', { direction: 'recvonly' });
    const stream = new MediaStream();
    peer.ontrack = (event) => { stream.addTrack(event.track); };
    peer.onicecandidate = (event) => {
      if (event.candidate && socket.readyState === WebSocket.OPEN) {
        const { candidate, sdpMid, sdpMLineIndex } = event.candidate;
        this.#say({ type: 'onIceCandidate', candidate: { candidate, sdpMid, sdpMLineIndex } });
      }
    };
    peer.onconnectionstatechange = () => this.#connectionChanged(peer);
    this.#video.srcObject = stream;
    this.#video.requestVideoFrameCallback(() => {
      if (peer !== this.#peer) return;
      this.firstFrameMillis = Math.round(performance.now() - this.#started);
      this.#tries = 0;
      this.#become('playing', '');
    });
    await peer.setLocalDescription(await peer.createOffer());
    this.#offered = performance.now();
    this.#say({ type: 'viewer', cameraId: this.#cameraId, sdpOffer: peer.localDescription.sdp });
  }

  async #hear(socket, message) {
    if (socket !== this.#socket) return;
    switch (message.type) {
      case 'viewerResponse':
        this.answerMillis = Math.round(performance.now() - this.#offered);
        await this.#peer.setRemoteDescription({ type: 'answer', sdp: message.sdpAnswer });
        if (socket !== this.#socket) return;
        for (const candidate of this.#early.splice(0)) this.#add(candidate);
        if (this.state === 'connecting') this.#become('waiting', '');
        this.#video.play().catch(() => {}); // muted: allowed, unless the page is going away
        break;
      case 'iceCandidate':
        if (this.#peer?.remoteDescription) this.#add(message.candidate);
        else this.#early.push(message.candidate);
        break;
      case 'restart':
        if (this.#tries++ > 0) { // the one before has brought no picture
          this.#retry(message.reason);
        } else {
          this.#drop();
          this.#begin();
        }
        break;
      case 'stopped':
        this.#retry(message.reason);
        break;
      case 'error':
        if (message.code === 'unknown-camera' || message.code === 'unauthorized') {
          this.#ended = true;
          this.#drop();
          this.#become('refused', message.message);
        } else {
          this.#retry(message.message);
        }
        break;
    }
  }

  /** A candidate that the browser cannot use is no reason to give up the others. */
  #add(candidate) {
    this.#peer?.addIceCandidate(candidate).catch(() => {});
  }

  #connectionChanged(peer) {
    if (peer !== this.#peer) return;
    clearTimeout(this.#timer);
    if (peer.connectionState === 'failed') this.#retry('The media connection failed.');
    if (peer.connectionState === 'disconnected') {
      this.#timer = setTimeout(() => this.#retry('The media connection was lost.'), DISCONNECTED_PATIENCE_MILLIS);
    }
  }

  #retry(reason) {
    if (this.#ended) return;
    this.#drop();
    const wait = RETRY_MILLIS[Math.min(this.#tries++, RETRY_MILLIS.length - 1)];
    this.#become('retrying', reason);
    this.#timer = setTimeout(() => this.#begin(), wait);
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket, peer = this.#peer;
    this.#socket = this.#peer = null;
    this.#early = [];
    socket?.close();
    peer?.close();
  }

  #say(message) {
    this.#socket?.send(JSON.stringify(message));
  }

  #become(state, reason) {
    this.state = state;
    this.reason = reason;
    this.#onChange();
  }
}
