/* The C libraries that leger calls. Linked statically in a release (-static-executable). */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#if __has_include(<yaml.h>)
#include <yaml.h>
#else
#error "leger needs libyaml to build: sudo apt-get install libyaml-dev (Fedora: sudo dnf install libyaml-devel libyaml-static)"
#endif

#endif
