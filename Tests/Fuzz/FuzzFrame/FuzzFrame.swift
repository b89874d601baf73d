import Wire

private let links = LinkType.allCases

/// A frame; its first octet chooses the link type. `Frame.clientMessage`, `Frame.evidence`, `KnownTool`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let input = UnsafeBufferPointer(start: start, count: count)
  let link = links[Int(input[0]) % links.count]
  let frame = Array(input.dropFirst())
  let message = Frame.clientMessage(in: frame.span, link: link)
  let evidence = Frame.evidence(in: frame.span, link: link)
  precondition((message == nil) == (evidence == nil), "evidence is of what counts")
  guard let evidence else { return 0 }
  precondition(message?.line == evidence.line?.digest ?? 0, "a line's digest is that of its name")
  let texts = [
    evidence.hostName, evidence.vendorClass, evidence.client, evidence.circuitID, evidence.remoteID,
  ]
  for text in texts.compactMap({ $0?.description.utf8 }) {
    precondition(text.count <= PrintableText.limit && text.allSatisfy { (0x20...0x7e).contains($0) })
  }
  return 0
}
