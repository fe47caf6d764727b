export interface EmbeddedPostgresOptions {
  /** Created where it is missing, and used again at the next start. */
  readonly dataDir: string;
  /** 0 or absent: a free port. The server listens on 127.0.0.1 only. */
  readonly port?: number;
  /** False gives up safety against a crash of the machine for speed. For tests only. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
  /** Further PostgreSQL settings by name. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}
