/**
 * Room for what comes while a worker is busy or waits for a core: one socket carries hundreds of participants, and the
 * system's default holds some 150 packets, half a second of three people. The kernel gives no more than `net.core.rmem_max`
 * and `wmem_max`. Bytes.
 */
export const SOCKET_BUFFERS = { sendBufferSize: 4_000_000, recvBufferSize: 4_000_000 };
