# What SeeClickFix's validator of 2011 expects of its surroundings and today's Ruby no longer brings by itself.
require 'rexml/document'
require 'time'
require 'rspec'
RSpec::Expectations::Syntax.enable_should
