/* Swift packages want a source file in every C target; the header is what is used. */
#include "CSystem.h"
