/// A BPF ring that the kernel writes records to (Documentation/bpf/ringbuf.rst); to be polled for input by its map's
/// descriptor.
package final class BPFRing {
  private static let busy: UInt32 = 1 << 31
  private static let discarded: UInt32 = 1 << 30
  private static let header = 8

  private let map: BPFMap
  private let consumer: BPFMemory
  private let producer: BPFMemory
  private let capacity: Int

  /// Reads a ring, from what has not been read of it.
  package init(_ map: BPFMap) throws(SystemError) {
    self.map = map
    capacity = map.shape.capacity
    consumer = try BPFMemory(map, offset: 0, count: BPFMemory.page, isWritable: true)
    // The data is there twice, one behind the other, so that no record is cut in two.
    producer = try BPFMemory(
      map, offset: BPFMemory.page, count: BPFMemory.page + 2 * capacity, isWritable: false)
  }

  /// To be polled for input.
  package var descriptor: Int32 { map.descriptor }

  /// Lends each record that waits, at most as many as the ring holds; never waits.
  package func drain(_ body: ([UInt8]) -> Void) {
    var place = consumer[0]
    for _ in 0..<capacity / Self.header {
      guard place < producer[0] else { return }
      let at = BPFMemory.page + Int(place % UInt64(capacity))
      let mark = producer.word(at)
      guard mark & Self.busy == 0 else { return }
      let length = Int(mark & ~(Self.busy | Self.discarded))
      // What cannot be is not followed.
      guard length <= capacity - Self.header else { return }
      if mark & Self.discarded == 0 {
        body(producer.octets(at + Self.header..<at + Self.header + length))
      }
      place += UInt64((length + Self.header + 7) / 8 * 8)
      consumer[0] = place
    }
  }
}
