// As a deployment that has too much to do.
export function POST() {
  const body = { code: "ExpiredInQueue", message: "Too many requests" };
  return Response.json(body, { status: 503, headers: { "Retry-After": "0" } });
}
