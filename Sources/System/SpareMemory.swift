import CLinux

/// What the process was given and no longer needs.
public enum SpareMemory {
  /// Gives it back, wherever it lies: what is freed between what is in use, the C library keeps (malloc_trim(3)). For
  /// when a lot has been freed at once that will not be wanted again; costs some ms for each 100 MB.
  public static func giveBack() { malloc_trim(0) }
}
