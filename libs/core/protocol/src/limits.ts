/** Bounds of the protocol. Both sides check them: the sender before it sends, the receiver on arrival. */

/** One entry by `entryBytes`. Keeps a single record from filling a frame and starving every other origin. */
export const ENTRY_BYTES_MAX = 64 * 1024;

/** Entries between two checkpoints. A relay can only cut a log at a checkpoint, so this bounds its smallest step. */
export const SEGMENT_ENTRIES_MAX = 250;

/** Bytes between two checkpoints: three of the largest segments, with their certificates, always fit one frame. */
export const SEGMENT_BYTES_MAX = 256 * 1024;

/** A frame's entries: bounds the receiver's transaction, and with it how long a row lock is held. */
export const FRAME_ENTRIES_MAX = 1_000;

/** A frame's bytes before compression: bounds memory on both sides and the time to repeat a lost frame. */
export const FRAME_BYTES_MAX = 1024 * 1024;

/** Segments in one frame: bounds signature checks, the dearest part of a frame of many small origins. */
export const FRAME_SEGMENTS_MAX = 256;

/** Certificates from an origin's node up to the root: one a level. More is an attempt to waste time. */
export const CERTIFICATE_CHAIN_MAX = 4;

/** UTF-16 units of one certificate's claims; ours have about 250. Keeps certificates from crowding out entries. */
export const CERTIFICATE_CLAIMS_LENGTH_MAX = 1_000;

/** What PostgreSQL's integer holds: a larger epoch would fail the transaction, and every other origin's part with it. */
export const EPOCH_MAX = 2_147_483_647;

/** Signs of a pairing code: 2⁴⁰ of them cannot be tried within its quarter of an hour, and a person can read it aloud. */
export const PAIRING_CODE_LENGTH = 8;

/** UTF-16 units of the version that a node names at pairing: longer texts would be shown to an operator and logged. */
export const PAIRING_TEXT_LENGTH_MAX = 40;

/** Cut-offs in one statement: a signer of more logs gets several statements, so that each fits an exchange. */
export const REVOCATION_CUTOFFS_MAX = 250;

/** UTF-16 units of one statement's claims: the largest that is written, with room for members yet unknown. */
export const REVOCATION_CLAIMS_LENGTH_MAX = 65_536;

/** Statements in one exchange: bounds its size, and the signatures that are checked for it. */
export const REVOCATIONS_PER_EXCHANGE_MAX = 10;

/** The oldest version of this protocol that is still spoken with: N and N-1 talk, older nodes are asked to upgrade. */
export const PROTOCOL_VERSION_MIN = 1;

export const PROTOCOL_VERSION = 1;

/** A chunk of a bundle before it is sealed: a frame, or an answer. Bounds the memory of whoever reads one. */
export const BUNDLE_CHUNK_BYTES_MAX = 2 * 1024 * 1024;

/** Chunks of one bundle: its counter never comes round, and a bundle without end is refused. */
export const BUNDLE_CHUNKS_MAX = 65_536;

/** The line of a bundle's header: four certificates at their longest, and who sends what to whom. */
export const BUNDLE_HEADER_BYTES_MAX = 16_384;

/** Places of one question about a range: a million entries are gone down in five questions of some 2 KB. */
export const RANGE_PARTS_MAX = 16;

/** Spans of one log that are asked for at once: more of them follow when these are mended. */
export const REPAIR_SPANS_MAX = 64;

/** Entries of one repair: as many as lie between two checkpoints, so that each repair proves at least one run. */
export const REPAIR_ENTRIES_MAX = 250;

/** UTF-16 units of the entries of one repair: bounds both sides' memory, and what a bad link has to carry at once. */
export const REPAIR_LENGTH_MAX = 524_288;

/** Logs that one heartbeat asks to be mended: a database that lost much must not make an answer without end. */
export const REPAIR_LOGS_MAX = 20;

/** One directive's line: a page of them fits an answer, whoever issues them. Larger documents travel by their digest. */
export const DIRECTIVE_BYTES_MAX = 16_384;

/** Directives of one page: bounds the signatures that are checked and the rows that one transaction writes. */
export const DOWN_PAGE_ROWS_MAX = 500;

/** Lines of one page before they are written as JSON: an answer stays below what a link takes. */
export const DOWN_PAGE_BYTES_MAX = 512 * 1024;

/** Logs that a child names as held: a question stays far below what a request may be. */
export const DOWN_HELD_MAX = 2_000;

/** A document that travels by its digest: the largest city's tree has some 800 KB. Bounds memory and disk. */
export const BLOB_BYTES_MAX = 4 * 1024 * 1024;

/** One answer's part of such a document: at 50 kbit/s it comes within an answer's time, and a break loses no more. */
export const BLOB_CHUNK_BYTES_MAX = 64 * 1024;

/** Rows of partial figures in one request: bounds the rows that one transaction writes. */
export const PARTIAL_ROWS_MAX = 500;

/** UTF-16 units of the splits of one request: it stays below what a request may be, and gets through a bad link. */
export const PARTIAL_SPLITS_LENGTH_MAX = 262_144;

/** Groups of one row: a field of free text would make a row without end. Where there are more, the total goes alone. */
export const PARTIAL_GROUPS_MAX = 200;

/** Sources that a heartbeat compares: a relay of a large district must not make a question without end. */
export const PARTIAL_SOURCES_MAX = 250;
