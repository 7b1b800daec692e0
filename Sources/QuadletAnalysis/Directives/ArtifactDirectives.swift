extension Directive {
  /// The keys of `[Artifact]`, for `podman artifact pull`.
  // swift-format-ignore
  static let artifact: [Directive] = [
    Directive("Artifact", .last, .artifactReference, since: .podman(5, 7), empty: .refused,
      "Names the OCI artifact to pull."),
    Directive("AuthFile", .last, .hostPath, option: "--authfile", since: .podman(5, 7),
      "Reads registry logins from this file."),
    Directive("CertDir", .last, .hostPath, option: "--cert-dir", since: .podman(5, 7),
      "Reads TLS certificates for the registry from this directory."),
    Directive("ContainersConfModule", .all, .hostPath, since: .podman(5, 7),
      "Loads a module of containers.conf before each podman command."),
    Directive("Creds", .last, .text, option: "--creds", since: .podman(5, 7),
      "Logs in to the registry as user:password."),
    Directive("DecryptionKey", .last, .hostPath, option: "--decryption-key", since: .podman(5, 7),
      "Decrypts the artifact with this key; a passphrase may follow after a colon."),
    Directive("GlobalArgs", .args, .arguments, since: .podman(5, 7),
      "Inserts arguments between podman and its subcommand."),
    Directive("PodmanArgs", .args, .arguments, since: .podman(5, 7),
      "Appends arguments to podman artifact pull that have no key of their own."),
    Directive("Quiet", .boolean, .boolean, option: "--quiet", since: .podman(5, 7),
      "Keeps progress messages out of the journal."),
    Directive("Retry", .last, .unsigned, option: "--retry", since: .podman(5, 7),
      "Retries a failed pull this many times."),
    Directive("RetryDelay", .last, .duration, option: "--retry-delay", since: .podman(5, 7),
      "Waits this long before retrying a failed pull."),
    Directive("ServiceName", .last, .serviceName, since: .podman(5, 7), empty: .actsOnEmpty,
      "Names the generated service, without the .service suffix."),
    Directive("TLSVerify", .boolean, .boolean, option: "--tls-verify", since: .podman(5, 7),
      "Requires HTTPS and a valid certificate from the registry."),
  ]
}
