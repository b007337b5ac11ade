/** Stores files by key. */
export interface Blobs {
  /** Stores the file; replaces an existing one. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** A link with which anybody can download the file as `fileName` for an hour. */
  url(key: string, fileName: string): Promise<string>;
  /** Deletes the file; does nothing if there is none. */
  delete(key: string): Promise<void>;
}

/** Reads files. */
export interface BlobReader {
  /** The file, at most its first `maxBytes` bytes; undefined if there is none. */
  read(key: string, maxBytes: number): Promise<Uint8Array | undefined>;
}
