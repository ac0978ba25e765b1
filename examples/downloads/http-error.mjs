/** An answer that is no success. */
export class HttpError extends Error {
  /**
   * @param {string} url
   * @param {number} status
   */
  constructor(url, status) {
    super(`${new URL(url).pathname}: ${status}`);
    this.name = "HttpError";
    this.temporary = status === 503;
  }
}
