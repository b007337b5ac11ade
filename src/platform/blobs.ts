/** Keeps files, each under a key of its own. */
export interface Blobs {
  /** Stores the file, over what is there. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** A link by which anybody may download the file under that name, for an hour. */
  url(key: string, fileName: string): Promise<string>;
  /** Deletes the file; one that is not there counts as deleted. */
  delete(key: string): Promise<void>;
}

/** Reads files. */
export interface BlobReader {
  /** The file, of a larger one the beginning; undefined where there is none. */
  read(key: string, maxBytes: number): Promise<Uint8Array | undefined>;
}
